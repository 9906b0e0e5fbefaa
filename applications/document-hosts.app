name    document-hosts
title   Published documents
groups  reference
host    issuu.com isu.pub scribd.com scribdassets.com everand.com slideshare.net slidesharecdn.com
