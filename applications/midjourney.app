name    midjourney
title   Midjourney
groups  ai photo
host    midjourney.com
