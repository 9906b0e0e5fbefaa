name    paramount-plus
title   Paramount+
groups  video streaming
host    paramountplus.com cbsi.com cbsivideo.com cbsaavideo.com cbsallaccess.com paramountplus.com.au
host    pplusstatic.com cbsig.net
