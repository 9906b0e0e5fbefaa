name    magazines
title   Magazines
groups  news
host    buzzfeed.com buzzfeednews.com huffpost.com huffingtonpost.com vox.com theverge.com voxmedia.com
host    vox-cdn.com sbnation.com polygon.com wired.com arstechnica.com arstechnica.net newyorker.com
host    vogue.com vanityfair.com condenast.com condenastdigital.com ign.com ignimgs.com cnet.com zdnet.com
host    techcrunch.com economist.com
