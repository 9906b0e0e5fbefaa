name    small-networks
title   Smaller social networks
groups  social
host    9gag.com 9cache.com bereal.com bere.al bereal.network clubhouse.com joinclubhouse.com
host    clubhouseapi.com 4chan.org 4cdn.org 4channel.org 8kun.top gab.com gab.ai goodreads.com gr-assets.com
host    meetup.com meetupstatic.com nextdoor.com nextdoor.co.uk truthsocial.com douban.com doubanio.com
ndpi    Amazon
