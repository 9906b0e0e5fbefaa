name    hotstar
title   JioHotstar
groups  video streaming
host    hotstar.com hotstar-cdn.net jiohotstar.com hotstarext.com jiocinema.com hotstar.edgesuite.net
