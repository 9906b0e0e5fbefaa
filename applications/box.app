name    box
title   Box
groups  storage office
host    box.com boxcdn.net boxcloud.com box.net boxenterprise.net box.org
