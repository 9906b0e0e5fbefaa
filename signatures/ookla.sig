name       ookla
title      Ookla Speedtest
reference  from the bytes: the greeting of the test server
groups     monitoring
ports      tcp/8080 tcp/5060
ndpi       Ookla

evidence tcp packet
  expression ^HELLO \d\.\d+ (\(|\d{4}-)
  expression ^HI [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\n
evidence tcp client weak
  expression ^HI\n
  needs other-side port
