name       vmware
title      VMware authentication daemon
reference  from the bytes: its greeting
groups     remote-access
ports      tcp/902 tcp/903
ndpi       VMware
quality    great

evidence tcp packet
  expression ^220 VMware Authentication Daemon
