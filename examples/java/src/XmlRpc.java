import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** XML-RPC as Odoo speaks it; doubles are read as the decimals that they are written as. */
final class XmlRpc {
    /** What a server answers instead of a value. */
    static final class Fault extends RuntimeException {
        final int code;

        Fault(int code) {
            super("fault " + code);
            this.code = code;
        }
    }

    private XmlRpc() {}

    static String call(String method, Object... parameters) {
        var text = new StringBuilder("<?xml version=\"1.0\"?><methodCall><methodName>" + method + "</methodName><params>");
        for (Object parameter : parameters) {
            text.append("<param>").append(value(parameter)).append("</param>");
        }
        return text.append("</params></methodCall>").toString();
    }

    private static String value(Object content) {
        var text = new StringBuilder("<value>");
        if (content instanceof Boolean truth) {
            text.append("<boolean>").append(truth ? 1 : 0).append("</boolean>");
        } else if (content instanceof Integer number) {
            text.append("<int>").append(number).append("</int>");
        } else if (content instanceof List<?> many) {
            text.append("<array><data>");
            many.forEach(one -> text.append(value(one)));
            text.append("</data></array>");
        } else if (content instanceof Map<?, ?> members) {
            text.append("<struct>");
            members.forEach((name, member) ->
                    text.append("<member><name>").append(name).append("</name>").append(value(member)).append("</member>"));
            text.append("</struct>");
        } else {
            text.append("<string>").append(escaped(String.valueOf(content))).append("</string>");
        }
        return text.append("</value>").toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** The value that a body holds; throws Fault, or IOException for a body that is none of this or not whole. */
    static Object answer(byte[] body) throws IOException {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null); // it would print what it cannot read
            Element root = builder.parse(new ByteArrayInputStream(body)).getDocumentElement();
            Element found = (Element) root.getElementsByTagName("value").item(0);
            if (!root.getTagName().equals("methodResponse") || found == null) {
                throw new IOException("not an answer");
            }
            if (root.getElementsByTagName("fault").getLength() > 0 && parsed(found) instanceof Map<?, ?> fault) {
                throw new Fault((Integer) fault.get("faultCode"));
            }
            return parsed(found);
        } catch (SAXException | ParserConfigurationException | ClassCastException error) {
            throw new IOException("not XML-RPC", error);
        }
    }

    private static Object parsed(Element value) {
        List<Element> inside = children(value);
        if (inside.isEmpty()) {
            return value.getTextContent();
        }
        Element typed = inside.get(0);
        String text = typed.getTextContent();
        return switch (typed.getTagName()) {
            case "boolean" -> text.strip().equals("1");
            case "int", "i4" -> Integer.valueOf(text.strip());
            case "double" -> new BigDecimal(text.strip());
            case "array" -> children(children(typed).get(0)).stream().map(XmlRpc::parsed).toList();
            case "struct" -> struct(typed);
            case "nil" -> false;
            default -> text;
        };
    }

    private static Map<String, Object> struct(Element typed) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (Element member : children(typed)) {
            List<Element> parts = children(member);
            members.put(parts.get(0).getTextContent(), parsed(parts.get(1)));
        }
        return members;
    }

    private static List<Element> children(Element parent) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                found.add(element);
            }
        }
        return found;
    }
}
