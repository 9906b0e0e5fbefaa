name       dingtalk-chat
title      DingTalk
reference  no public specification; the marks that nDPI knows
groups     chat
ndpi       DingTalk

evidence tcp client
  expression ^\x10.\x87\x80\x01\x00\x01\x00\x02\x00\x02\x64\x6b\x03\x00\x20
