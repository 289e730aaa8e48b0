package cafe.peer.http;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SqliteServiceRouteTest extends ServiceRouteContract {}
