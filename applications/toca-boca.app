name    toca-boca
title   Toca Boca
groups  game
host    tocaboca.com
ndpi    TocaBoca
