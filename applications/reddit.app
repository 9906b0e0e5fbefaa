name    reddit
title   Reddit
groups  social
host    reddit.com redd.it redditmedia.com redditstatic.com redditinc.com reddituploads.com redditspace.com
host    reddit.map.fastly.net redditmail.com
ndpi    Reddit
