name    kuaishou
title   Kuaishou
groups  social video
host    kuaishou.com gifshow.com yximgs.com kwai.com kwaicdn.com kwai.net kuaishouzt.com kwimgs.com
host    kwaipros.com kwai-pro.com snackvideo.in ap4r.com
