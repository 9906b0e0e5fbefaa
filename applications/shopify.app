name    shopify
title   Shopify
groups  shopping cloud
host    shopify.com myshopify.com shopifycdn.com shopifysvc.com shopifycdn.net shop.app shopifycloud.com
host    shopifyapps.com shopifypreview.com
