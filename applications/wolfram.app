name    wolfram
title   Wolfram
groups  reference education
host    wolfram.com wolframalpha.com wolframcdn.com wolframcloud.com
