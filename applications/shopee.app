name    shopee
title   Shopee
groups  shopping
host    shopee.com shopee.sg shopee.co.id shopee.vn shopee.ph shopee.com.my shopee.co.th shopee.tw
host    shopeemobile.com shopee.com.br shopee.io susercontent.com seamoney.com shopeepay.com shp.ee
