name    reuters
title   Reuters
groups  news
host    reuters.com reutersmedia.net thomsonreuters.com
