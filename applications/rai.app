name    rai
title   RaiPlay
groups  video news
host    rai.it raiplay.it raiplaysound.it rainews.it
