name    opnsense
title   OPNsense
groups  update networking
host    opnsense.org
