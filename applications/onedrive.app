name    onedrive
title   OneDrive and SharePoint
groups  storage office
host    onedrive.com onedrive.live.com 1drv.com 1drv.ms sharepoint.com sharepointonline.com
host    sharepoint-df.com storage.live.com livefilestore.com docs.live.net skydrive.live.com
host    microsoftpersonalcontent.com sharepoint.cn
ndpi    MS_OneDrive Microsoft365
