package main

import (
	"github.com/golang/protobuf/proto"
	"github.com/golang/protobuf/ptypes/any"
	"github.com/golang/protobuf/ptypes/timestamp"
)

// The messages of the cafe protocol, as golang/protobuf 1.3.2 (the original's) encodes them. The
// names are bare because the original's files name no package. Enums are written as plain numbers.

type Envelope struct {
	Message *Message `protobuf:"bytes,1,opt,name=message,proto3"`
	Sig     []byte   `protobuf:"bytes,2,opt,name=sig,proto3"`
}

type Message struct {
	Type     int32    `protobuf:"varint,1,opt,name=type,proto3"`
	Payload  *any.Any `protobuf:"bytes,2,opt,name=payload,proto3"`
	Request  int32    `protobuf:"varint,3,opt,name=request,proto3"`
	Response bool     `protobuf:"varint,4,opt,name=response,proto3"`
}

type Error struct {
	Code    uint32 `protobuf:"varint,1,opt,name=code,proto3"`
	Message string `protobuf:"bytes,2,opt,name=message,proto3"`
}

type CafeChallenge struct {
	Address string `protobuf:"bytes,1,opt,name=address,proto3"`
}

type CafeNonce struct {
	Value string `protobuf:"bytes,1,opt,name=value,proto3"`
}

type CafeRegistration struct {
	Address string `protobuf:"bytes,1,opt,name=address,proto3"`
	Value   string `protobuf:"bytes,2,opt,name=value,proto3"`
	Nonce   string `protobuf:"bytes,3,opt,name=nonce,proto3"`
	Sig     []byte `protobuf:"bytes,4,opt,name=sig,proto3"`
	Token   string `protobuf:"bytes,5,opt,name=token,proto3"`
}

type CafeDeregistration struct {
	Token string `protobuf:"bytes,1,opt,name=token,proto3"`
}

type CafeDeregistrationAck struct {
	Id string `protobuf:"bytes,1,opt,name=id,proto3"`
}

type CafeRefreshSession struct {
	Access  string `protobuf:"bytes,1,opt,name=access,proto3"`
	Refresh string `protobuf:"bytes,2,opt,name=refresh,proto3"`
}

type CafePublishPeer struct {
	Token string `protobuf:"bytes,1,opt,name=token,proto3"`
	Peer  *Peer  `protobuf:"bytes,2,opt,name=peer,proto3"`
}

type CafePublishPeerAck struct {
	Id string `protobuf:"bytes,1,opt,name=id,proto3"`
}

type CafeStore struct {
	Token string   `protobuf:"bytes,1,opt,name=token,proto3"`
	Cids  []string `protobuf:"bytes,2,rep,name=cids,proto3"`
}

type CafeStoreAck struct {
	Id string `protobuf:"bytes,1,opt,name=id,proto3"`
}

type CafeUnstore struct {
	Token string   `protobuf:"bytes,1,opt,name=token,proto3"`
	Cids  []string `protobuf:"bytes,2,rep,name=cids,proto3"`
}

type CafeUnstoreAck struct {
	Cids []string `protobuf:"bytes,1,rep,name=cids,proto3"`
}

type CafeObjectList struct {
	Cids []string `protobuf:"bytes,1,rep,name=cids,proto3"`
}

type CafeObject struct {
	Token string `protobuf:"bytes,1,opt,name=token,proto3"`
	Cid   string `protobuf:"bytes,2,opt,name=cid,proto3"`
	Data  []byte `protobuf:"bytes,3,opt,name=data,proto3"`
	Node  []byte `protobuf:"bytes,4,opt,name=node,proto3"`
}

type CafeStoreThread struct {
	Token      string `protobuf:"bytes,1,opt,name=token,proto3"`
	Id         string `protobuf:"bytes,2,opt,name=id,proto3"`
	Ciphertext []byte `protobuf:"bytes,3,opt,name=ciphertext,proto3"`
}

type CafeStoreThreadAck struct {
	Id string `protobuf:"bytes,1,opt,name=id,proto3"`
}

type CafeUnstoreThread struct {
	Token string `protobuf:"bytes,1,opt,name=token,proto3"`
	Id    string `protobuf:"bytes,2,opt,name=id,proto3"`
}

type CafeUnstoreThreadAck struct {
	Id string `protobuf:"bytes,1,opt,name=id,proto3"`
}

type CafeDeliverMessage struct {
	Id     string `protobuf:"bytes,1,opt,name=id,proto3"`
	Client string `protobuf:"bytes,2,opt,name=client,proto3"`
	Env    []byte `protobuf:"bytes,3,opt,name=env,proto3"`
}

type CafeCheckMessages struct {
	Token string `protobuf:"bytes,1,opt,name=token,proto3"`
}

type CafeMessages struct {
	Messages []*CafeMessage `protobuf:"bytes,1,rep,name=messages,proto3"`
}

type CafeDeleteMessages struct {
	Token string `protobuf:"bytes,1,opt,name=token,proto3"`
}

type CafeDeleteMessagesAck struct {
	More bool `protobuf:"varint,1,opt,name=more,proto3"`
}

type Peer struct {
	Id      string               `protobuf:"bytes,1,opt,name=id,proto3"`
	Address string               `protobuf:"bytes,2,opt,name=address,proto3"`
	Name    string               `protobuf:"bytes,3,opt,name=name,proto3"`
	Avatar  string               `protobuf:"bytes,4,opt,name=avatar,proto3"`
	Inboxes []*Cafe              `protobuf:"bytes,5,rep,name=inboxes,proto3"`
	Created *timestamp.Timestamp `protobuf:"bytes,6,opt,name=created,proto3"`
	Updated *timestamp.Timestamp `protobuf:"bytes,7,opt,name=updated,proto3"`
}

type Cafe struct {
	Peer     string `protobuf:"bytes,1,opt,name=peer,proto3"`
	Address  string `protobuf:"bytes,2,opt,name=address,proto3"`
	Api      string `protobuf:"bytes,3,opt,name=api,proto3"`
	Protocol string `protobuf:"bytes,4,opt,name=protocol,proto3"`
	Node     string `protobuf:"bytes,5,opt,name=node,proto3"`
	Url      string `protobuf:"bytes,6,opt,name=url,proto3"`
}

type CafeSession struct {
	Id      string               `protobuf:"bytes,1,opt,name=id,proto3"`
	Access  string               `protobuf:"bytes,2,opt,name=access,proto3"`
	Exp     *timestamp.Timestamp `protobuf:"bytes,3,opt,name=exp,proto3"`
	Refresh string               `protobuf:"bytes,4,opt,name=refresh,proto3"`
	Rexp    *timestamp.Timestamp `protobuf:"bytes,5,opt,name=rexp,proto3"`
	Subject string               `protobuf:"bytes,6,opt,name=subject,proto3"`
	Type    string               `protobuf:"bytes,7,opt,name=type,proto3"`
	Cafe    *Cafe                `protobuf:"bytes,8,opt,name=cafe,proto3"`
}

type CafeMessage struct {
	Id       string               `protobuf:"bytes,1,opt,name=id,proto3"`
	Peer     string               `protobuf:"bytes,2,opt,name=peer,proto3"`
	Date     *timestamp.Timestamp `protobuf:"bytes,3,opt,name=date,proto3"`
	Attempts int32                `protobuf:"varint,4,opt,name=attempts,proto3"`
}

type CafeClientThread struct {
	Id         string `protobuf:"bytes,1,opt,name=id,proto3"`
	Client     string `protobuf:"bytes,2,opt,name=client,proto3"`
	Ciphertext []byte `protobuf:"bytes,3,opt,name=ciphertext,proto3"`
}

type QueryOptions struct {
	LocalOnly  bool     `protobuf:"varint,1,opt,name=localOnly,proto3"`
	Limit      int32    `protobuf:"varint,2,opt,name=limit,proto3"`
	Wait       int32    `protobuf:"varint,3,opt,name=wait,proto3"`
	Filter     int32    `protobuf:"varint,4,opt,name=filter,proto3"`
	Exclude    []string `protobuf:"bytes,5,rep,name=exclude,proto3"`
	RemoteOnly bool     `protobuf:"varint,6,opt,name=remoteOnly,proto3"`
}

type Query struct {
	Id      string        `protobuf:"bytes,1,opt,name=id,proto3"`
	Token   string        `protobuf:"bytes,2,opt,name=token,proto3"`
	Type    int32         `protobuf:"varint,3,opt,name=type,proto3"`
	Options *QueryOptions `protobuf:"bytes,4,opt,name=options,proto3"`
	Payload *any.Any      `protobuf:"bytes,5,opt,name=payload,proto3"`
}

type PubSubQuery struct {
	Id           string   `protobuf:"bytes,1,opt,name=id,proto3"`
	Type         int32    `protobuf:"varint,2,opt,name=type,proto3"`
	Payload      *any.Any `protobuf:"bytes,3,opt,name=payload,proto3"`
	ResponseType int32    `protobuf:"varint,4,opt,name=responseType,proto3"`
	Exclude      []string `protobuf:"bytes,5,rep,name=exclude,proto3"`
	Topic        string   `protobuf:"bytes,6,opt,name=topic,proto3"`
	Timeout      int32    `protobuf:"varint,7,opt,name=timeout,proto3"`
}

type QueryResult struct {
	Id    string               `protobuf:"bytes,1,opt,name=id,proto3"`
	Date  *timestamp.Timestamp `protobuf:"bytes,2,opt,name=date,proto3"`
	Local bool                 `protobuf:"varint,3,opt,name=local,proto3"`
	Value *any.Any             `protobuf:"bytes,4,opt,name=value,proto3"`
}

type QueryResults struct {
	Type  int32          `protobuf:"varint,1,opt,name=type,proto3"`
	Items []*QueryResult `protobuf:"bytes,2,rep,name=items,proto3"`
}

type PubSubQueryResults struct {
	Id      string        `protobuf:"bytes,1,opt,name=id,proto3"`
	Results *QueryResults `protobuf:"bytes,2,opt,name=results,proto3"`
}

type ContactQuery struct {
	Address string `protobuf:"bytes,1,opt,name=address,proto3"`
	Name    string `protobuf:"bytes,2,opt,name=name,proto3"`
}

type ThreadSnapshotQuery struct {
	Address string `protobuf:"bytes,1,opt,name=address,proto3"`
}

type ThreadEnvelope struct {
	Thread     string `protobuf:"bytes,1,opt,name=thread,proto3"`
	Hash       string `protobuf:"bytes,2,opt,name=hash,proto3"`
	Ciphertext []byte `protobuf:"bytes,3,opt,name=ciphertext,proto3"`
	Sig        []byte `protobuf:"bytes,4,opt,name=sig,proto3"`
	Node       []byte `protobuf:"bytes,5,opt,name=node,proto3"`
	Block      []byte `protobuf:"bytes,6,opt,name=block,proto3"`
}

func (m *Envelope) Reset()         { *m = Envelope{} }
func (m *Envelope) String() string { return proto.CompactTextString(m) }
func (*Envelope) ProtoMessage()    {}

func (m *Message) Reset()         { *m = Message{} }
func (m *Message) String() string { return proto.CompactTextString(m) }
func (*Message) ProtoMessage()    {}

func (m *Error) Reset()         { *m = Error{} }
func (m *Error) String() string { return proto.CompactTextString(m) }
func (*Error) ProtoMessage()    {}

func (m *CafeChallenge) Reset()         { *m = CafeChallenge{} }
func (m *CafeChallenge) String() string { return proto.CompactTextString(m) }
func (*CafeChallenge) ProtoMessage()    {}

func (m *CafeNonce) Reset()         { *m = CafeNonce{} }
func (m *CafeNonce) String() string { return proto.CompactTextString(m) }
func (*CafeNonce) ProtoMessage()    {}

func (m *CafeRegistration) Reset()         { *m = CafeRegistration{} }
func (m *CafeRegistration) String() string { return proto.CompactTextString(m) }
func (*CafeRegistration) ProtoMessage()    {}

func (m *CafeDeregistration) Reset()         { *m = CafeDeregistration{} }
func (m *CafeDeregistration) String() string { return proto.CompactTextString(m) }
func (*CafeDeregistration) ProtoMessage()    {}

func (m *CafeDeregistrationAck) Reset()         { *m = CafeDeregistrationAck{} }
func (m *CafeDeregistrationAck) String() string { return proto.CompactTextString(m) }
func (*CafeDeregistrationAck) ProtoMessage()    {}

func (m *CafeRefreshSession) Reset()         { *m = CafeRefreshSession{} }
func (m *CafeRefreshSession) String() string { return proto.CompactTextString(m) }
func (*CafeRefreshSession) ProtoMessage()    {}

func (m *CafePublishPeer) Reset()         { *m = CafePublishPeer{} }
func (m *CafePublishPeer) String() string { return proto.CompactTextString(m) }
func (*CafePublishPeer) ProtoMessage()    {}

func (m *CafePublishPeerAck) Reset()         { *m = CafePublishPeerAck{} }
func (m *CafePublishPeerAck) String() string { return proto.CompactTextString(m) }
func (*CafePublishPeerAck) ProtoMessage()    {}

func (m *CafeStore) Reset()         { *m = CafeStore{} }
func (m *CafeStore) String() string { return proto.CompactTextString(m) }
func (*CafeStore) ProtoMessage()    {}

func (m *CafeStoreAck) Reset()         { *m = CafeStoreAck{} }
func (m *CafeStoreAck) String() string { return proto.CompactTextString(m) }
func (*CafeStoreAck) ProtoMessage()    {}

func (m *CafeUnstore) Reset()         { *m = CafeUnstore{} }
func (m *CafeUnstore) String() string { return proto.CompactTextString(m) }
func (*CafeUnstore) ProtoMessage()    {}

func (m *CafeUnstoreAck) Reset()         { *m = CafeUnstoreAck{} }
func (m *CafeUnstoreAck) String() string { return proto.CompactTextString(m) }
func (*CafeUnstoreAck) ProtoMessage()    {}

func (m *CafeObjectList) Reset()         { *m = CafeObjectList{} }
func (m *CafeObjectList) String() string { return proto.CompactTextString(m) }
func (*CafeObjectList) ProtoMessage()    {}

func (m *CafeObject) Reset()         { *m = CafeObject{} }
func (m *CafeObject) String() string { return proto.CompactTextString(m) }
func (*CafeObject) ProtoMessage()    {}

func (m *CafeStoreThread) Reset()         { *m = CafeStoreThread{} }
func (m *CafeStoreThread) String() string { return proto.CompactTextString(m) }
func (*CafeStoreThread) ProtoMessage()    {}

func (m *CafeStoreThreadAck) Reset()         { *m = CafeStoreThreadAck{} }
func (m *CafeStoreThreadAck) String() string { return proto.CompactTextString(m) }
func (*CafeStoreThreadAck) ProtoMessage()    {}

func (m *CafeUnstoreThread) Reset()         { *m = CafeUnstoreThread{} }
func (m *CafeUnstoreThread) String() string { return proto.CompactTextString(m) }
func (*CafeUnstoreThread) ProtoMessage()    {}

func (m *CafeUnstoreThreadAck) Reset()         { *m = CafeUnstoreThreadAck{} }
func (m *CafeUnstoreThreadAck) String() string { return proto.CompactTextString(m) }
func (*CafeUnstoreThreadAck) ProtoMessage()    {}

func (m *CafeDeliverMessage) Reset()         { *m = CafeDeliverMessage{} }
func (m *CafeDeliverMessage) String() string { return proto.CompactTextString(m) }
func (*CafeDeliverMessage) ProtoMessage()    {}

func (m *CafeCheckMessages) Reset()         { *m = CafeCheckMessages{} }
func (m *CafeCheckMessages) String() string { return proto.CompactTextString(m) }
func (*CafeCheckMessages) ProtoMessage()    {}

func (m *CafeMessages) Reset()         { *m = CafeMessages{} }
func (m *CafeMessages) String() string { return proto.CompactTextString(m) }
func (*CafeMessages) ProtoMessage()    {}

func (m *CafeDeleteMessages) Reset()         { *m = CafeDeleteMessages{} }
func (m *CafeDeleteMessages) String() string { return proto.CompactTextString(m) }
func (*CafeDeleteMessages) ProtoMessage()    {}

func (m *CafeDeleteMessagesAck) Reset()         { *m = CafeDeleteMessagesAck{} }
func (m *CafeDeleteMessagesAck) String() string { return proto.CompactTextString(m) }
func (*CafeDeleteMessagesAck) ProtoMessage()    {}

func (m *Peer) Reset()         { *m = Peer{} }
func (m *Peer) String() string { return proto.CompactTextString(m) }
func (*Peer) ProtoMessage()    {}

func (m *Cafe) Reset()         { *m = Cafe{} }
func (m *Cafe) String() string { return proto.CompactTextString(m) }
func (*Cafe) ProtoMessage()    {}

func (m *CafeSession) Reset()         { *m = CafeSession{} }
func (m *CafeSession) String() string { return proto.CompactTextString(m) }
func (*CafeSession) ProtoMessage()    {}

func (m *CafeMessage) Reset()         { *m = CafeMessage{} }
func (m *CafeMessage) String() string { return proto.CompactTextString(m) }
func (*CafeMessage) ProtoMessage()    {}

func (m *CafeClientThread) Reset()         { *m = CafeClientThread{} }
func (m *CafeClientThread) String() string { return proto.CompactTextString(m) }
func (*CafeClientThread) ProtoMessage()    {}

func (m *QueryOptions) Reset()         { *m = QueryOptions{} }
func (m *QueryOptions) String() string { return proto.CompactTextString(m) }
func (*QueryOptions) ProtoMessage()    {}

func (m *Query) Reset()         { *m = Query{} }
func (m *Query) String() string { return proto.CompactTextString(m) }
func (*Query) ProtoMessage()    {}

func (m *PubSubQuery) Reset()         { *m = PubSubQuery{} }
func (m *PubSubQuery) String() string { return proto.CompactTextString(m) }
func (*PubSubQuery) ProtoMessage()    {}

func (m *QueryResult) Reset()         { *m = QueryResult{} }
func (m *QueryResult) String() string { return proto.CompactTextString(m) }
func (*QueryResult) ProtoMessage()    {}

func (m *QueryResults) Reset()         { *m = QueryResults{} }
func (m *QueryResults) String() string { return proto.CompactTextString(m) }
func (*QueryResults) ProtoMessage()    {}

func (m *PubSubQueryResults) Reset()         { *m = PubSubQueryResults{} }
func (m *PubSubQueryResults) String() string { return proto.CompactTextString(m) }
func (*PubSubQueryResults) ProtoMessage()    {}

func (m *ContactQuery) Reset()         { *m = ContactQuery{} }
func (m *ContactQuery) String() string { return proto.CompactTextString(m) }
func (*ContactQuery) ProtoMessage()    {}

func (m *ThreadSnapshotQuery) Reset()         { *m = ThreadSnapshotQuery{} }
func (m *ThreadSnapshotQuery) String() string { return proto.CompactTextString(m) }
func (*ThreadSnapshotQuery) ProtoMessage()    {}

func (m *ThreadEnvelope) Reset()         { *m = ThreadEnvelope{} }
func (m *ThreadEnvelope) String() string { return proto.CompactTextString(m) }
func (*ThreadEnvelope) ProtoMessage()    {}

func init() {
	proto.RegisterType((*Envelope)(nil), "Envelope")
	proto.RegisterType((*Message)(nil), "Message")
	proto.RegisterType((*Error)(nil), "Error")
	proto.RegisterType((*CafeChallenge)(nil), "CafeChallenge")
	proto.RegisterType((*CafeNonce)(nil), "CafeNonce")
	proto.RegisterType((*CafeRegistration)(nil), "CafeRegistration")
	proto.RegisterType((*CafeDeregistration)(nil), "CafeDeregistration")
	proto.RegisterType((*CafeDeregistrationAck)(nil), "CafeDeregistrationAck")
	proto.RegisterType((*CafeRefreshSession)(nil), "CafeRefreshSession")
	proto.RegisterType((*CafePublishPeer)(nil), "CafePublishPeer")
	proto.RegisterType((*CafePublishPeerAck)(nil), "CafePublishPeerAck")
	proto.RegisterType((*CafeStore)(nil), "CafeStore")
	proto.RegisterType((*CafeStoreAck)(nil), "CafeStoreAck")
	proto.RegisterType((*CafeUnstore)(nil), "CafeUnstore")
	proto.RegisterType((*CafeUnstoreAck)(nil), "CafeUnstoreAck")
	proto.RegisterType((*CafeObjectList)(nil), "CafeObjectList")
	proto.RegisterType((*CafeObject)(nil), "CafeObject")
	proto.RegisterType((*CafeStoreThread)(nil), "CafeStoreThread")
	proto.RegisterType((*CafeStoreThreadAck)(nil), "CafeStoreThreadAck")
	proto.RegisterType((*CafeUnstoreThread)(nil), "CafeUnstoreThread")
	proto.RegisterType((*CafeUnstoreThreadAck)(nil), "CafeUnstoreThreadAck")
	proto.RegisterType((*CafeDeliverMessage)(nil), "CafeDeliverMessage")
	proto.RegisterType((*CafeCheckMessages)(nil), "CafeCheckMessages")
	proto.RegisterType((*CafeMessages)(nil), "CafeMessages")
	proto.RegisterType((*CafeDeleteMessages)(nil), "CafeDeleteMessages")
	proto.RegisterType((*CafeDeleteMessagesAck)(nil), "CafeDeleteMessagesAck")
	proto.RegisterType((*Peer)(nil), "Peer")
	proto.RegisterType((*Cafe)(nil), "Cafe")
	proto.RegisterType((*CafeSession)(nil), "CafeSession")
	proto.RegisterType((*CafeMessage)(nil), "CafeMessage")
	proto.RegisterType((*CafeClientThread)(nil), "CafeClientThread")
	proto.RegisterType((*QueryOptions)(nil), "QueryOptions")
	proto.RegisterType((*Query)(nil), "Query")
	proto.RegisterType((*PubSubQuery)(nil), "PubSubQuery")
	proto.RegisterType((*QueryResult)(nil), "QueryResult")
	proto.RegisterType((*QueryResults)(nil), "QueryResults")
	proto.RegisterType((*PubSubQueryResults)(nil), "PubSubQueryResults")
	proto.RegisterType((*ContactQuery)(nil), "ContactQuery")
	proto.RegisterType((*ThreadSnapshotQuery)(nil), "ThreadSnapshotQuery")
	proto.RegisterType((*ThreadEnvelope)(nil), "ThreadEnvelope")
}
