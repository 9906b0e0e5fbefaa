name       raknet
title      RakNet: Minecraft Bedrock, Roblox and others
reference  RakNet, offline messages
groups     game
ports      udp/19132
ndpi       RakNet

evidence udp packet
  expression ^[\x01\x02]........\x00\xff\xff\x00\xfe\xfe\xfe\xfe\xfd\xfd\xfd\xfd\x12\x34\x56\x78
  expression ^\x1c.{16}\x00\xff\xff\x00\xfe\xfe\xfe\xfe\xfd\xfd\xfd\xfd\x12\x34\x56\x78
evidence udp packet
  expression ^\x01\x00\x00
  where u32be(32) == 0x00ffff00 and u32be(36) == 0xfefefefe and u32be(40) == 0xfdfdfdfd
evidence udp packet
  expression ^[\x05-\x08\x11-\x19\x78-\x7f]\x00\xff\xff\x00\xfe\xfe\xfe\xfe\xfd\xfd\xfd\xfd\x12\x34\x56\x78
