#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""relay.py PORT|SOCKET HOST HOST_PORT MS: passes connections on over TCP, MS of round trip away.

Listens on 127.0.0.1:PORT, or on the UNIX SOCKET where that has a slash. Each direction is held back for half of MS, in order and without a limit
on what is under way, as a long line does; a new connection first costs one round trip.
"""
import asyncio
import sys


async def carry(reader, writer, delay):
    """Writes what READER gives, DELAY seconds later."""
    loop = asyncio.get_running_loop()
    line = asyncio.Queue()

    async def arrive():
        while True:
            due, data = await line.get()
            await asyncio.sleep(max(0, due - loop.time()))
            if not data:
                writer.write_eof()
                return
            writer.write(data)
            await writer.drain()

    async def leave():
        data = b"."
        while data:
            data = await reader.read(65536)
            line.put_nowait((loop.time() + delay, data))

    await asyncio.gather(arrive(), leave())


async def serve(near, host, port, round_trip):
    near_reader, near_writer = near
    await asyncio.sleep(round_trip)
    try:
        far_reader, far_writer = await asyncio.open_connection(host, port)
        try:
            await asyncio.gather(
                carry(near_reader, far_writer, round_trip / 2),
                carry(far_reader, near_writer, round_trip / 2),
            )
        finally:
            far_writer.close()
    except OSError:
        pass  # either end went away: so does the other
    finally:
        near_writer.close()


async def main():
    port, host, host_port, milliseconds = sys.argv[1:]

    def answer(*near):
        return serve(near, host, int(host_port), float(milliseconds) / 1000)

    if "/" in port:
        server = await asyncio.start_unix_server(answer, port)
    else:
        server = await asyncio.start_server(answer, "127.0.0.1", int(port))
    await server.serve_forever()


asyncio.run(main())
