name    journals
title   Scientific journals
groups  reference education
host    arxiv.org elsevier.com sciencedirect.com sciencedirectassets.com springer.com nature.com
host    researchgate.net rgstatic.net
