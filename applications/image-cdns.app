name    image-cdns
title   Delivery of images
groups  cdn photo
host    imgix.net imgix.com cloudinary.com imagekit.io scene7.com
