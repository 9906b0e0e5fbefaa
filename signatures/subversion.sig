name       subversion
title      Subversion's own transport
reference  Subversion, ra_svn protocol
groups     version-control
ports      tcp/3690
iana       svn

evidence tcp packet
  expression ^\( success \( [12] [12] \(\x20
  expression ^\( [12] \( [a-z0-9 -]+\) \d+:svn

# The same from the beginning of a connection, where a segment may end anywhere.
evidence tcp client
  expression ^\( [12] \( [a-z0-9 -]+\) \d+:svn
evidence tcp server
  expression ^\( success \( [12] [12] \(\x20
