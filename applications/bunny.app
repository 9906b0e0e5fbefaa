name    bunny
title   bunny.net
groups  cdn
host    b-cdn.net bunny.net bunnycdn.com bunnyinfra.net bunny.run mediadelivery.net
