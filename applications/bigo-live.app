name    bigo-live
title   Bigo Live
groups  video social
host    bigo.tv bigo.sg bigolive.tv bigoapp.tv
