name    elder-scrolls-online
title   The Elder Scrolls Online
groups  game
host    elderscrollsonline.com zenimaxonline.com
ndpi    TES_Online
