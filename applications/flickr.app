name    flickr
title   Flickr
groups  photo social
host    flickr.com staticflickr.com flic.kr flickr.net
