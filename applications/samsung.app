name    samsung
title   Samsung
groups  operating-system
host    samsung.com samsungcloud.com samsungapps.com samsungosp.com samsungdm.com samsungcloudsolution.com
host    samsungcloudsolution.net samsungelectronics.com samsungiotcloud.com samsungrm.net
host    samsungsmartcam.com samsungotn.net samsungqbe.com secb2b.com samsungcloudcdn.com samsungknox.com
host    internetat.tv pavv.co.kr samsungnyc.com ospserver.net samsungdive.com samsungacr.com samsungads.com
