name    twitter
title   X, once Twitter
groups  social
host    twitter.com x.com twimg.com t.co tweetdeck.com periscope.tv pscp.tv ads-twitter.com twitterinc.com
host    vine.co
ndpi    Twitter
