package cafe.identity.stream;

import cafe.identity.CafeInfo;
import cafe.identity.CafeInfos;
import cafe.identity.registration.Challenges;
import cafe.identity.registration.Departure;
import cafe.identity.registration.Membership;
import cafe.identity.registration.Registration;
import cafe.identity.registration.Registrations;
import cafe.identity.sessions.IssuedSession;
import cafe.identity.sessions.SessionRefresh;
import cafe.peer.Reply;
import cafe.peer.StreamCall;
import cafe.peer.StreamRoute;
import cafe.wire.Timestamps;
import cafe.wire.pb.Cafe;
import cafe.wire.pb.CafeChallenge;
import cafe.wire.pb.CafeDeregistration;
import cafe.wire.pb.CafeDeregistrationAck;
import cafe.wire.pb.CafeNonce;
import cafe.wire.pb.CafeRefreshSession;
import cafe.wire.pb.CafeRegistration;
import cafe.wire.pb.CafeSession;
import cafe.wire.pb.Message;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Challenge, registration, refresh and deregistration of the peer that asks. */
@ApplicationScoped
class IdentityStream implements StreamRoute {

  private final Challenges challenges;
  private final Registrations registrations;
  private final SessionRefresh refresh;
  private final Membership membership;
  private final Departure departure;
  private final CafeInfos infos;

  IdentityStream(
      Challenges challenges,
      Registrations registrations,
      SessionRefresh refresh,
      Membership membership,
      Departure departure,
      CafeInfos infos) {
    this.challenges = challenges;
    this.registrations = registrations;
    this.refresh = refresh;
    this.membership = membership;
    this.departure = departure;
    this.infos = infos;
  }

  @Override
  public Map<Message.Type, Handler> handlers() {
    return Map.of(
        Message.Type.CAFE_CHALLENGE, this::challenge,
        Message.Type.CAFE_REGISTRATION, this::register,
        Message.Type.CAFE_REFRESH_SESSION, this::refresh,
        Message.Type.CAFE_DEREGISTRATION, this::leave);
  }

  private Reply challenge(StreamCall call) {
    CafeChallenge request = call.payload(CafeChallenge.getDefaultInstance());
    String value = challenges.create(request.getAddress(), call.peer()).value();
    return Reply.of(Message.Type.CAFE_NONCE, CafeNonce.newBuilder().setValue(value).build());
  }

  private Reply register(StreamCall call) {
    CafeRegistration request = call.payload(CafeRegistration.getDefaultInstance());
    Registration registration =
        new Registration(
            call.peer(),
            call.connected(),
            request.getToken(),
            request.getAddress(),
            request.getValue(),
            request.getNonce(),
            request.getSig().toByteArray());
    return session(registrations.register(registration));
  }

  private Reply refresh(StreamCall call) {
    CafeRefreshSession request = call.payload(CafeRefreshSession.getDefaultInstance());
    return session(refresh.refresh(request.getAccess(), request.getRefresh(), call.peer()));
  }

  /** On a connection the token is not looked at: the connection proves the peer better. */
  private Reply leave(StreamCall call) {
    CafeDeregistration request = call.payload(CafeDeregistration.getDefaultInstance());
    if (call.connected()) {
      membership.leave(call.peer());
    } else {
      departure.leave(request.getToken(), call.peer());
    }
    return Reply.of(
        Message.Type.CAFE_DEREGISTRATION_ACK,
        CafeDeregistrationAck.newBuilder().setId(call.peer().toString()).build());
  }

  private Reply session(IssuedSession issued) {
    CafeInfo info = infos.info();
    return Reply.of(
        Message.Type.CAFE_SESSION,
        CafeSession.newBuilder()
            .setId(info.peer().toString())
            .setAccess(issued.access())
            .setExp(Timestamps.of(issued.session().accessExpires()))
            .setRefresh(issued.refresh())
            .setRexp(Timestamps.of(issued.session().refreshExpires()))
            .setSubject(issued.session().client().toString())
            .setType("JWT")
            .setCafe(cafe(info))
            .build());
  }

  private static Cafe cafe(CafeInfo info) {
    return Cafe.newBuilder()
        .setPeer(info.peer().toString())
        .setAddress(info.address().toString())
        .setApi(info.api())
        .setProtocol(info.protocol())
        .setNode(info.node())
        .setUrl(info.url())
        .build();
  }
}
