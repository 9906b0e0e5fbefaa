name    slideshare
title   SlideShare
groups  reference
host    slideshare.net slidesharecdn.com
