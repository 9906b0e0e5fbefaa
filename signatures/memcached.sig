name       memcached
title      memcached
reference  memcached protocol.txt; memcached binary protocol
groups     database
ports      tcp/11211 udp/11211
ndpi       Memcached
wireshark  memcache
iana       memcache

evidence tcp packet
  expression ^(set|add|replace|append|prepend) [!-~]+ \d+ -?\d+ \d+( noreply)?\r\n
  expression ^cas [!-~]+ \d+ -?\d+ \d+ \d+( noreply)?\r\n
  expression ^VALUE [!-~]+ \d+ \d+( \d+)?\r\n
  expression ^STAT [a-z_:0-9]+ [!-~]+\r\n
  expression ^(incr|decr|touch) [!-~]+ \d+( noreply)?\r\n
# Over UDP: request id, number 0 of 1.
evidence udp packet
  expression ^..\x00\x00\x00\x01\x00\x00(gets? |stats|version|set |add |VALUE |STAT |END\r\n)
# Binary: magic, opcode, then lengths that add up.
evidence tcp packet
  expression ^[\x80\x81][\x00-\x45]..[\x00-\x20]\x00
  where u32be(8) == length - 24
evidence tcp packet weak
  expression ^(gets?( [!-~]+)+|stats( [a-z]+)?|version|flush_all( \d+)?|delete [!-~]+)\r\n$
  expression ^(END|STORED|NOT_STORED|DELETED|NOT_FOUND|EXISTS|VERSION [0-9.]+)\r\n
  needs port other-side
