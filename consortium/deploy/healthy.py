"""Exit 0 when this container's web server answers 200 at a path: python healthy.py /healthz"""

import sys
import urllib.error
import urllib.request

try:
    with urllib.request.urlopen("http://127.0.0.1:8000" + sys.argv[1], timeout=4) as answer:
        sys.exit(answer.status != 200)
except (OSError, urllib.error.URLError) as problem:
    sys.exit(f"{sys.argv[1]}: {problem}")
