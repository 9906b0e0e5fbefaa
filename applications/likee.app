name    likee
title   Likee
groups  social video
host    likee.video likee.com like.video like-video.com likeevideo.com
ndpi    Likee
