name       whatsapp
title      WhatsApp
reference  from the bytes: routing data and the prologue of its Noise handshake
groups     chat
ports      tcp/5222 tcp/443
ndpi       WhatsApp

evidence tcp client
  expression ^(ED\x00\x01)([\x00-\x01]..)?
  expression ^WA[\x01-\x07][\x00-\x0f]\x00\x00
