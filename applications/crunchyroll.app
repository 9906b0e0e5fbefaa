name    crunchyroll
title   Crunchyroll
groups  video streaming
host    crunchyroll.com crunchyrollcdn.com vrv.co crunchyrollsvc.com funimation.com
