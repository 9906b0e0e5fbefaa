name    jiosaavn
title   JioSaavn
groups  music streaming
host    saavn.com saavncdn.com jiosaavn.com
