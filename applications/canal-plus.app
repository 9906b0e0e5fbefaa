name    canal-plus
title   Canal+
groups  video streaming
host    canalplus.com canal-plus.com canal-plus.net canalplus.pro mycanal.fr canal-plus.io
host    canalplusinternational.com mycanal.io
