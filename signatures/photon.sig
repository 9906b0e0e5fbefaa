name       photon
title      Photon Realtime
reference  from the bytes: peer id, flags, commands, times; commands of twelve bytes and more
groups     game
ports      udp/5055 udp/5056 udp/5058
ndpi       TocaBoca

# A ping of thirteen bytes.
evidence udp packet
  expression ^\x7d{12}
  where length == 13
# Connect, and the commands of its reliable channel.
evidence udp packet
  expression ^..[\x00-\x02][\x01-\x08]........[\x01-\x10][\x00-\xff][\x00-\x01][\x00-\x04]\x00\x00
  where u32be(16) <= length - 12 and u32be(16) >= 12 and u32be(8) > 65535
