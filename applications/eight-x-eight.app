name    eight-x-eight
title   8x8
groups  voip office
host    8x8.com 8x8.vc wavecell.com 8x8.net
