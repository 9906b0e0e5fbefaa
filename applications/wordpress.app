name    wordpress
title   WordPress
groups  web
host    wordpress.com wp.com wordpress.org w.org wpengine.com wpcomstaging.com gravatar.com automattic.com
host    jetpack.com woocommerce.com akismet.com wordpress.net wpvip.com
