"""What is sent to see that nothing comes of it."""

import json
import socket
import time
from pathlib import Path
from typing import Any

from django.test import Client

MOST_WORK_S = 5.0  # a reply's own work is hundredths; what a hostile text could start takes minutes
LONGEST_S = 10.0  # a machine that is busy with other things gives no second whole


class Listener:
    """A port of this machine to which nobody should come."""

    def __init__(self) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen()
        self._socket.setblocking(False)
        self.port = self._socket.getsockname()[1]

    def was_called(self) -> bool:
        try:
            self._socket.accept()[0].close()
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        self._socket.close()


def texts(port: int, written: Path) -> dict[str, str]:
    raster = {"name": str(written), "driver": "GTiff", "width": 1, "height": 1, "srid": 4326, "bands": [{"data": [1]}]}
    return {
        "connection": f"/vsicurl/http://127.0.0.1:{port}/x",
        "streamed": f"/vsicurl_streaming/http://127.0.0.1:{port}/x",
        "archive": f"/vsizip//vsicurl/http://127.0.0.1:{port}/x.zip",
        "service": f"WMS:http://127.0.0.1:{port}/x",
        "memory": "/vsimem/x.tif",
        "file": "/etc/passwd",
        "raster": json.dumps(raster),
        "virtual raster": f"<VRTDataset rasterXSize='1' rasterYSize='1'><SRS>/vsicurl/http://127.0.0.1:{port}/</SRS>",
        "other axes": "SRID=3857;POINT(12180000 2790000)",
        "unknown axes": "SRID=999999;POINT(109 24)",
        "text": "POINT(109.4 24.3)",
        "no number": "POINT(NaN Infinity)",
        "bytes": "0101000020E6100000000000000000F03F000000000000F03F",
        "raster bytes": "0100000000" * 20,
        "json": '{"type": "Point", "coordinates": [109.4, 24.3]}',
        "markup": "<gml:Point><gml:coordinates>1,1</gml:coordinates></gml:Point>",
        "nested": "GEOMETRYCOLLECTION(" * 10_000,
        "vertices": f"LINESTRING({','.join(f'{n} 1' for n in range(20_000))})",
        "box": "109,24,110,25",
    }


NAMES = list(texts(0, Path("x")))


def quick(client: Client, address: str, **form: str) -> Any:
    """A reply that came in time and is no crash."""
    worked, began = time.thread_time(), time.monotonic()
    response = client.post(address, form) if form else client.get(address)
    assert time.thread_time() - worked < MOST_WORK_S, address[:200]
    assert time.monotonic() - began < LONGEST_S, address[:200]
    assert response.status_code < 500, address[:200]
    return response
