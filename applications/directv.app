name    directv
title   DirecTV
groups  video streaming
host    directv.com directvnow.com dtvce.com dtvcdn.com directvstream.com dtvbb.tv directvla.com
host    directvgo.com
ndpi    DirecTV
