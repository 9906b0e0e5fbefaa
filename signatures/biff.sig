name       biff
title      Biff, notice of new mail
reference  comsat(8)
groups     mail
ports      udp/512
iana       biff

# The user, the offset in the mailbox, and perhaps which mailbox.
evidence udp packet weak
  expression ^[A-Za-z_][A-Za-z0-9_.+-]*@\d+(:[!-~]+)?\n?$
  needs port
