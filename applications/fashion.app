name    fashion
title   Fashion
groups  shopping
host    asos.com asos-media.com nike.com nikecdn.com nikecloud.com nike.net adidas.com adidas.de
host    adidas.co.uk adidas.fr adidas.it
