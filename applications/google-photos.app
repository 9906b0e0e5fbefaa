name    google-photos
title   Google Photos
groups  photo storage
host    photos.google.com photoslibrary.googleapis.com photos.app.goo.gl photosdata-pa.googleapis.com
host    picasaweb.google.com
ndpi    GoogleServices
