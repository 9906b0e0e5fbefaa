name    sports-results
title   Sports results
groups  sports
host    flashscore.com flashscore.de diretta.it sofascore.com onefootball.com cricbuzz.com fifa.com uefa.com
