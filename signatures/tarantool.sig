name       tarantool
title      Tarantool
reference  Tarantool binary protocol, greeting
groups     database
ports      tcp/3301

evidence tcp server
  expression ^Tarantool \d\.\d
