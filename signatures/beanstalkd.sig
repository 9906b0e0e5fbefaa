name       beanstalkd
title      beanstalkd work queue
reference  beanstalkd protocol.txt
groups     message-queue
ports      tcp/11300

evidence tcp packet
  expression ^put \d+ \d+ \d+ \d+\r\n
  expression ^RESERVED \d+ \d+\r\n
evidence tcp packet weak
  expression ^(reserve|use [!-~]+|watch [!-~]+|reserve-with-timeout \d+|list-tubes|stats-tube [!-~]+)\r\n$
  expression ^(USING [!-~]+|WATCHING \d+|INSERTED \d+)\r\n$
  needs other-side port
