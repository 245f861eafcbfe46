import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Asks an Odoo its version over whatever its URL says, with Java's own client and Java's own trust store. */
class Version {
    public static void main(String[] arguments) throws IOException {
        var url = URI.create(System.getenv("ODOO_URL") + "/web/version").toURL();
        var connection = (HttpURLConnection) url.openConnection();
        System.out.println(connection.getResponseCode());
    }
}
